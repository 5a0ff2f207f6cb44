/** Maps. */
import {noRows} from '../facts.ts';
import {definePane} from '../pane.ts';

export const maps = definePane({
	id: 'maps',
	place: 'maps',
	title: 'Maps',
	help: 'the mappings of the selected process',
	depends: () => [],
	read: () => noRows,
	draw: () => [],
});
