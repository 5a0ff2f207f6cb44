/** The key of what is selected in a pane: the cursor's own as long as it is there, else that of the row it stands on. */

import {type Model, startCursor} from './model.ts';
import type {RowKeys} from './rows.ts';

export function selectedKey({cursors}: Model, pane: string, rows: RowKeys): string {
	const {key, row} = cursors[pane] ?? startCursor;
	return key !== undefined && rows.rowOf(key) === row ? key : rows.keyAt(row);
}
