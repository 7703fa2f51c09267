import { type Context, createContext } from 'preact';

/** Whether what is shown could not be read anew, which is told beside it. */
export const Away: Context<boolean> = createContext(false);
