/** COW-PTE: On-demand-fork's successor, proposed for Linux: any table, an owner who counts it, a last user who keeps it. */
import {unmapAllTables} from '../kernel/mappings/mm.ts';
import {clearStrays, dropTable, openBySplit} from '../kernel/shared-tables/split.ts';
import {modernRules} from '../kernel/state/policies.ts';
import type {Design} from './design.ts';
import {linuxPolicies} from './linux-6.ts';
import {odf} from './odf.ts';
import {plainSharing} from './plain-sharing.ts';

export const cowPte: Design = {
	id: 'cow-pte',
	title: 'COW-PTE',
	family: 'onDemand',
	year: 2023,
	author: 'Chih-En Lin',
	idea: 'Page tables are copy-on-write like pages; each has an owner, who alone is charged for it and its pages.',
	atFork: 'shares every table, write-protects its directory entry',
	forkCopies: 'One reference and one write-protected directory entry a table; nothing for each page.',
	firstWrite:
		'One fault of any kind copies the table, or makes it writable again for its last user; then the page.',
	gotWrong:
		'Reference counts of pages are too small while tables are shared; raising them at fork for correctness lost the gain. Not merged.',
	source: 'COW PTE, linux-kernel 2022 to February 2023 (v4), for Linux 6.0.6.',
	geometry: 'x86-64',
	costs: 'modern',
	calls: 60006,
	policies: {
		...linuxPolicies,
		// What it does with huge entries is not published, so it has none.
		rules: modernRules,
		copyMapping: odf.policies.copyMapping,
		clearMm: unmapAllTables,
		sharing: {
			...plainSharing,
			closes: 'directory',
			opensOn: 'any',
			protects: 'both',
			lastUser: 'reuses',
			resident: 'owner',
			mayShare: () => true,
			closesFor: () => true,
			open: openBySplit,
			drop: dropTable,
			clearStrays,
		},
	},
};
