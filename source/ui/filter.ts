/** The filter of the tree: words that a process must have in its name, or its number. */
import type {Machine} from '../machine/machine.ts';

/** Undefined when nothing is filtered. Words joined by `|` are alternatives, `!` in front turns the meaning around. */
export function processFilter(machine: Machine, filter: string): ((task: number) => boolean) | undefined {
	const text = filter.trim().toLowerCase();
	if (text === '' || text === '!') {
		return undefined;
	}

	const isInverted = text.startsWith('!');
	const words = (isInverted ? text.slice(1) : text).split('|').filter((word) => word !== '');
	const {kernel, program} = machine;
	return (task) => {
		const name = program.strings[kernel.task.comm[task]].toLowerCase();
		const pid = String(kernel.task.pid[task]);
		return words.some((word) => name.includes(word) || pid === word) !== isInverted;
	};
}
