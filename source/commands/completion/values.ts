/** What the value of a flag may be: its choices, or what its placeholder stands for; moments and pids are those of the line's workload. */
import {costTables} from '../../designs/costs/index.ts';
import {designs} from '../../designs/index.ts';
import {offeredMoments} from '../../inquiry/moment/offers.ts';
import {whatIfForms} from '../../inquiry/what-if/words.ts';
import type {Flag} from '../command.ts';
import type {Offer, Offers} from './offer.ts';
import type {KnownLine} from './read-line.ts';
import {runningProcesses} from './running.ts';
import {processesOf, workloadOf} from './workload-of.ts';

type Source = (typed: string, known: KnownLine) => Offers | Promise<Offers>;

const kernels: readonly Offer[] = designs.map(({id, title}) => ({value: id, about: title}));
const moments: Source = async (_, known) => ({
	words: offeredMoments(await workloadOf(known)).map(({words, about}) => ({value: words, about})),
});
const running: Source = (typed) => ({
	words: listed(
		typed,
		runningProcesses().map(({pid, name}) => ({value: String(pid), about: name})),
	),
});
const files: Source = () => ({words: [], files: 'files'});

/** By what stands for the value in the help. */
const sources: Readonly<Record<string, Source>> = {
	KERNEL: () => ({words: kernels}),
	'A,B,…': (typed) => ({words: listed(typed, [...kernels, {value: 'all', about: 'every kernel'}])}),
	TABLE: () => ({words: costTables.map(({id, title}) => ({value: id, about: title})), files: 'files'}),
	POSITION: moments,
	MOMENT: moments,
	PID: async (_, known) => ({words: processesOf(await workloadOf(known))}),
	'PID[,PID…]': running,
	PANE: async () => {
		const {paneTitles} = await import('../../ui/terminal/view.ts');
		return {words: paneTitles().map(({id, title}) => ({value: id, about: title}))};
	},
	OP: () => ({words: whatIfForms.map(([form, about]) => ({value: form.replace(/ .*/, ''), about}))}),
	FILE: files,
	OUT: files,
	RECORDING: files,
	DIR: () => ({words: [], files: 'directories'}),
};

/** Nothing where any number or text may stand. */
export function valuesOf(
	{choices, placeholder = ''}: Flag,
	typed: string,
	known: KnownLine,
): Offers | Promise<Offers> {
	return choices === undefined
		? (sources[placeholder]?.(typed, known) ?? {words: []})
		: {words: choices.map((value) => ({value}))};
}

/** Behind each comma one that is not there yet. */
function listed(typed: string, all: readonly Offer[]): Offer[] {
	const there = typed.split(',').slice(0, -1);
	const before = there.map((each) => `${each},`).join('');
	return all
		.filter(({value}) => !there.includes(value))
		.map(({value, about}) => ({value: `${before}${value}`, about}));
}
