/** Screens for tests: a session at a moment of a workload, keys pressed, the frame as plain text. */
import {openRun, type Run} from '../../source/inquiry/run.ts';
import {seek} from '../../source/timeline/seek.ts';
import {panes} from '../../source/ui/panes/index.ts';
import type {Pane} from '../../source/ui/panes/pane.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import type {Size} from '../../source/ui/state/layout.ts';
import type {Model} from '../../source/ui/state/model.ts';
import type {Session} from '../../source/ui/state/session.ts';
import {loadTables} from '../../source/ui/text/small-table.ts';
import {findWorkload} from '../../source/workloads/index.ts';

await loadTables();

/** The panes of the golden frames: a new pane is a tab in none of them. */
const goldenPanes = panes.filter(({id}) =>
	['tree', 'maps', 'tables', 'frames', 'stats', 'log', 'why', 'map', 'sharing'].includes(id),
);

const runs = new Map<string, Run>();

/** The run of a workload is made once, as it is the same for all sessions: of two sessions on it only the last may move. */
function runOf(workload: string): Run {
	const known = runs.get(workload);
	if (known !== undefined) {
		seek(known.timeline, 0);
		return known;
	}

	const program = findWorkload(workload)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${workload}`);
	}

	const run = openRun(program);
	runs.set(workload, run);
	return run;
}

/** A session whose end is known, at `at`, in the words of the goto line. */
export function sessionOf(workload: string, at = 'start', shown: readonly Pane[] = panes): Session {
	return sessionAt(runOf(workload), at, shown);
}

/** The same of any run. */
export function sessionAt(run: Run, at: string, shown: readonly Pane[] = panes): Session {
	const session = createSession(run, shown);
	session.lookAhead(Number.POSITIVE_INFINITY);
	session.run({type: 'goto', target: at});
	return session;
}

export function screenOf(
	workload: string,
	at: string,
	size: Size,
	keys = '',
	start: Partial<Model> = {},
	shown: readonly Pane[] = goldenPanes,
): Store {
	const store = createScreen(sessionOf(workload, at, shown), size, start);
	pressKeys(store, keys);
	return store;
}

/** The frame without colours; trailing blanks are kept, as the width of every line is part of it. */
export function textOf(store: Store): string {
	return `${frameOf(store).map(plainText).join('\n')}\n`;
}
