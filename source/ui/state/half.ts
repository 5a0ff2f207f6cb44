/** Halves: two kernels side by side are drawn from one model, each in half of the columns. */
import type {Facts} from './facts.ts';
import {halfColumns, type Layout, layoutOf} from './layout.ts';
import type {Model} from './model.ts';

/** The model that both halves are drawn from; undefined where there is one kernel, or no room for two. */
export function halfOf(model: Model, {besideKernel}: Pick<Facts, 'besideKernel'>): Model | undefined {
	if (model.isHalf) {
		return model;
	}

	const columns = besideKernel === undefined ? undefined : halfColumns(model.size);
	return columns === undefined ? undefined : {...model, isHalf: true, size: {...model.size, columns}};
}

/** Where the panes are, in either half if there are two. */
export function layoutSeen(model: Model, facts: Pick<Facts, 'besideKernel' | 'panes'>): Layout {
	return layoutOf(halfOf(model, facts) ?? model, facts.panes);
}
