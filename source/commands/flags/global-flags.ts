/** The flags that every command understands, and how a flag is spelled. */
import type {Flags} from '../command.ts';
import {colourChoices} from './colour.ts';

/** Flags that every command understands, unless it has one of that name itself; they are handled before the command runs. */
export const globalFlags = {
	help: {type: 'boolean', shortFlag: 'h', summary: 'show help, also for one command'},
	version: {type: 'boolean', shortFlag: 'V', summary: 'print the version'},
	output: {
		type: 'string',
		shortFlag: 'o',
		placeholder: 'FILE',
		summary: 'write what is printed to this file, whole or not at all',
	},
	color: {
		type: 'string',
		placeholder: 'WHEN',
		choices: colourChoices,
		summary: 'colours: auto (on a terminal), always or never',
	},
	noPager: {type: 'boolean', summary: 'do not page what is longer than the terminal'},
	debug: {type: 'boolean', summary: 'show where in the program an error arose'},
} as const satisfies Flags;

/** `--fork-as` for `forkAs`, `-n` for `n`. */
export function spellFlag(name: string): string {
	const word = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	return name.length === 1 ? `-${name}` : `--${word}`;
}
