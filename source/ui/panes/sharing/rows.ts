/** What the lines of the pane of sharing are about. */
import type {Erosion, MappingBlame} from '../../../inquiry/sharing/erosion.ts';
import type {Family} from '../../../inquiry/sharing/family.ts';
import type {RowKeys} from '../../state/rows.ts';
import type {PaneView} from '../pane.ts';

/** What a line of the pane is about; `key` names it through time. */
export type Line =
	| {readonly kind: 'heads' | 'all' | 'axis' | 'mappingHeads'; readonly key: string}
	| {
			readonly kind: 'words';
			readonly key: string;
			readonly text: string;
			/** The same in fewer words, for narrow panes. */
			readonly shorter?: readonly string[];
			readonly position?: number;
	  }
	| {readonly kind: 'child'; readonly key: string; readonly index: number}
	| {readonly kind: 'copies'; readonly key: string; readonly label: string; readonly who?: number}
	| {readonly kind: 'mapping'; readonly key: string; readonly blame: MappingBlame};

export type SharingRows = RowKeys & {
	readonly lines: readonly Line[];
	/** Undefined where there is no process. */
	readonly family?: Family;
	readonly erosion?: Erosion;
	/** Index of the child that is selected in the tree; -1 for none. */
	readonly marked: number;
	/** Pages copied up to now. */
	readonly copied: number;
};

export type SharingView = PaneView<SharingRows>;
