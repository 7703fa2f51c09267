export { createCronSchedule, faultOfCronPattern } from './cron-schedule.ts';
