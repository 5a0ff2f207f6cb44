/** The pane of numbers: what is in use, how often pages are shared, what has happened so far. */
import {noRows} from '../facts.ts';
import {definePane} from '../pane.ts';

export const statistics = definePane({
	id: 'stats',
	place: 'statistics',
	title: 'Stats',
	help: 'frames and tables in use, reference counts, forks and faults over time, the shape of the tree',
	hasSelection: false,
	depends: () => [],
	read: () => noRows,
	draw: () => [],
});
