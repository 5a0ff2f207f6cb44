/** Keys of pstree's switches: v, and then the letter that pstree itself gives them. */
import type {Binding} from '../../state/keys/binding.ts';
import {toTree} from './state.ts';

const switches: readonly (readonly [letter: string, action: string, help: string])[] = [
	['a', 'pstreeArguments', 'pstree -a: command lines, a process a line'],
	['p', 'pstreePids', 'pstree -p: process numbers'],
	['g', 'pstreePgids', 'pstree -g: process groups'],
	['u', 'pstreeUsers', 'pstree -u: where the user changes'],
	['t', 'pstreeThreadNames', 'pstree -t: names of threads'],
	['T', 'pstreeNoThreads', 'pstree -T: without threads'],
	['n', 'pstreeByPid', 'pstree -n: sorted by number'],
	['c', 'pstreeApart', 'pstree -c: equal subtrees apart'],
];

export const pstreeBindings: readonly Binding[] = switches.map(([letter, action, help]) => ({
	action,
	keys: [`v ${letter}`],
	message: toTree({type: 'pstreeSwitch', letter}),
	help,
	group: 'Tree',
}));
