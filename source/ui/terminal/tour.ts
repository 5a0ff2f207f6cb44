/** The door of the guided tour: its text, and the screens that it goes through. */
import {wrapText} from '../../exports/text.ts';
import type {Run} from '../../inquiry/run.ts';
import {createSession} from '../screen/session.ts';
import type {Model} from '../state/model.ts';
import {type TourStop, tourStops} from '../state/tour-stops.ts';
import {hasColours} from './colours.ts';
import {readConfig} from './read-config.ts';
import type {Terminal, Wishes} from './view.ts';

/** Each stop with the command that opens the screen there. */
export function tourText(): string {
	return tourStops.map(stopText).join('\n');
}

function stopText({title, text, workload, kernel, at}: TourStop, i: number): string {
	const moment = /[ :]/.test(at) ? `'${at}'` : at;
	return `${i + 1}. ${title}\n${wrapText(text, '')}$ forkscope ${workload} --kernel ${kernel} --at ${moment}\n`;
}

type TourWishes = Pick<Wishes, 'noMouse' | 'ascii'>;
type OpenRun = (workload: string, kernel: string) => Promise<Run>;

/** Resolves with the exit code. `open` opens a run of a built-in workload. */
export async function openTour(open: OpenRun, wishes: TourWishes, terminal: Terminal): Promise<number> {
	for (let stop = 0; ; ) {
		const {code, next} = await showFrom(stop, open, wishes, terminal);
		if (next === undefined) {
			return code;
		}

		stop = next;
	}
}

/** One screen: all stops of one workload on one kernel. `next` is the stop that needs another. */
async function showFrom(
	stop: number,
	open: OpenRun,
	wishes: TourWishes,
	{env, stdin, stdout, stderr}: Terminal,
): Promise<{code: number; next?: number}> {
	const {workload, kernel} = tourStops[stop];
	const {openScreen} = await import('./open.tsx');
	const session = createSession(await open(workload, kernel));
	session.lookAhead(Number.POSITIVE_INFINITY);
	const {keys, theme, ascii} = readConfig(env);
	let left: Model | undefined;
	const code = await openScreen(session, {
		stdin,
		stdout,
		stderr,
		start: {
			hasMouse: !wishes.noMouse,
			keys,
			theme: hasColours(env, true) ? (theme ?? 'terminal') : 'monochrome',
			glyphs: wishes.ascii || ascii ? 'ascii' : 'unicode',
			tour: {stop},
		},
		onEnd: (model) => {
			left = model;
		},
	});
	return {code, next: left?.tour?.next};
}
