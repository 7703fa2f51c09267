export const BOT_TOKEN = 'a-bot-token-for-tests';
