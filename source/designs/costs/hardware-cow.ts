/** What if the processor copied on write by itself? One of the letters expects it of “modern, complex MMUs”. */
import type {CostTable} from './cost-table.ts';
import {modern} from './modern.ts';

export const hardwareCow: CostTable = {
	id: 'hardware-cow',
	title: 'A server of the 2020s whose processor copies on write by itself (no such thing is known)',
	source:
		'The prices of `modern`, but a write to a protected page is no fault: what modern charges for that fault is taken back, and the copy of the page or table stays to be paid. No processor is known that does this; it would need to find a free page and to know who else maps the old one. The table tells how much of copy-on-write is the fault, and how much the copy.',
	micros: {...modern.micros, fault_protected: -(modern.micros.fault_minor ?? 0)},
};
