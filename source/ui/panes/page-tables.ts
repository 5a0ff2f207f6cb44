/** Page tables. */
import {noRows} from '../facts.ts';
import {definePane} from '../pane.ts';

export const pageTables = definePane({
	id: 'tables',
	place: 'tables',
	title: 'Page tables',
	help: 'x',
	depends: () => [],
	read: () => noRows,
	draw: () => [],
});
