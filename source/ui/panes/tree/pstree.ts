/** The processes as the text of pstree. */
import type {Model} from '../../state/model.ts';
import {drawnBy} from '../pane.ts';
import {aboutText, type Presenter} from './presenter.ts';
import {treeState} from './state.ts';
import {readTreeText, type TreeText} from './text.ts';

export const pstree: Presenter = {
	read: (session, model) =>
		drawnBy<TreeText>(session, readTreeText(session, model), {
			about: (view) => aboutText(view, {order: commandLine(view.model)}),
			heading: (view) => [[headingText(view.model), 'header']],
			draw: ({rows}, row) => [[rows.lines[row]]],
		}),
};

/** As one would have typed it: `pstree -p -u`. */
function commandLine(model: Model): string {
	return ['pstree', ...[...treeState.of(model).pstreeSwitches].map((letter) => `-${letter}`)].join(' ');
}

function headingText(model: Model): string {
	return treeState.of(model).pstreeSwitches.includes('a')
		? 'the tree as pstree prints it, a process a line'
		: 'the tree as pstree prints it; each line ends with the process that it selects';
}
