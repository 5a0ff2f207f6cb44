/** Frames. */
import {noRows} from '../facts.ts';
import {definePane} from '../pane.ts';

export const frames = definePane({
	id: 'frames',
	place: 'frames',
	title: 'Frames',
	help: 'x',
	depends: () => [],
	read: () => noRows,
	draw: () => [],
});
