/** Halves: two kernels side by side are drawn from one model, each in half of the columns. */
import {type Facts, paneOf} from './facts.ts';
import {halfColumns, type Layout, layoutOf} from './layout.ts';
import {focused, type Model} from './model.ts';

/** The model that both halves are drawn from; undefined where there is one kernel, no room for two, or all of them to tell of. */
export function halfOf(
	model: Model,
	{besideKernel, panes}: Pick<Facts, 'besideKernel' | 'panes'>,
): Model | undefined {
	if (model.isHalf) {
		return model;
	}

	const isWhole = besideKernel === undefined || (model.isZoomed && paneOf(panes, focused(model))?.isAcross);
	const columns = isWhole ? undefined : halfColumns(model.size);
	return columns === undefined ? undefined : {...model, isHalf: true, size: {...model.size, columns}};
}

/** Where the panes are, in either half if there are two. */
export function layoutSeen(model: Model, facts: Pick<Facts, 'besideKernel' | 'panes'>): Layout {
	return layoutOf(halfOf(model, facts) ?? model, facts.panes);
}
