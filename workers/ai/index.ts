/** The AI: chat completions, the functions that may be called, and the Router that turns a command into acts. */
import { chatOperations } from "./chat";
import { routerCommand } from "./router-operation";

export const aiOperations = [...chatOperations, routerCommand] as const;
export { createAi, type Ai } from "./service";
