// The process as a bundle imports it. Node's module hands out every property, and so opens all three standard streams.
export default globalThis.process;

export const {env, cwd} = globalThis.process;
