/** The gateway: what every request passes on its way to an operation, and what every answer carries. */
export { admitter, type AskGate, type GateAnswer } from "./admission";
export { createApp, type Gateway } from "./app";
export { gatherRefusals } from "./refusals";
export { createHealth, type Probe } from "./health";
export { floodShield, type FloodLimiter } from "./flood";
