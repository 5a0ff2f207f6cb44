/** The registry of designs: every way of forking that can be chosen with --kernel. */
import {bsd3} from './3bsd.ts';
import {bsd44, bsd44Copy} from './4.4bsd.ts';
import {asyncFork} from './async-fork.ts';
import {cowPte} from './cow-pte.ts';
import type {Design} from './design.ts';
import {freebsd3} from './freebsd-3.ts';
import {linux24} from './linux-2.4.ts';
import {linux25Rmap} from './linux-2.5-rmap.ts';
import {linux4} from './linux-4.ts';
import {linux6, linux6Block} from './linux-6.ts';
import {mccracken, mccrackenLarge} from './mccracken.ts';
import {mccrackenFiles} from './mccracken-files.ts';
import {netbsd13} from './netbsd-1.3.ts';
import {odf} from './odf.ts';
import {segmentCow, segmentMap} from './segment-cow.ts';
import {
	sharedPt,
	sharedPtAbsent,
	sharedPtBit,
	sharedPtDetach,
	sharedPtDir,
	sharedPtSkip,
	sharedPtV3,
} from './shared-pt.ts';
import {svr4} from './svr4.ts';
import {uvm, uvmBlock} from './uvm.ts';
import {v7} from './v7.ts';

/** In the order in which they came. */
export const designs: readonly Design[] = [
	v7,
	bsd3,
	svr4,
	bsd44,
	bsd44Copy,
	netbsd13,
	freebsd3,
	segmentCow,
	segmentMap,
	uvm,
	uvmBlock,
	linux24,
	linux25Rmap,
	sharedPt,
	sharedPtV3,
	sharedPtSkip,
	sharedPtBit,
	sharedPtDir,
	sharedPtAbsent,
	sharedPtDetach,
	mccracken,
	mccrackenLarge,
	mccrackenFiles,
	linux4,
	odf,
	cowPte,
	asyncFork,
	linux6,
	linux6Block,
];

/** Those that are no variants of others: what a comparison takes unless told. */
export const mainDesigns: readonly Design[] = designs.filter(({variantOf}) => variantOf === undefined);

/** What runs without --kernel. */
export const defaultDesign = linux6;

export function findDesign(id: string): Design | undefined {
	return designs.find((design) => design.id === id);
}
