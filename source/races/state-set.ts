/** States that were visited, one after the other in bytes, and a hash table of their numbers with open addressing. */

export type StateSet = {
	readonly count: number;
	/** Adds a state and numbers it; false if it is there already. */
	add(state: Uint8Array): boolean;
	/** Copies the state of that number into `target`. */
	read(number: number, target: Uint8Array): void;
};

export function createStateSet(size: number): StateSet {
	let states = new Uint8Array(size * 1024);
	/** Numbers of states plus one; 0 is free. */
	let places = new Int32Array(4096);
	let count = 0;

	const isAt = (number: number, state: Uint8Array) => {
		const offset = number * size;
		for (let i = 0; i < size; i += 1) {
			if (states[offset + i] !== state[i]) {
				return false;
			}
		}

		return true;
	};

	/** The place of the state, or the free one where it belongs. */
	const find = (state: Uint8Array) => {
		const mask = places.length - 1;
		let place = hashOf(state) & mask;
		while (places[place] !== 0 && !isAt(places[place] - 1, state)) {
			place = (place + 1) & mask;
		}

		return place;
	};

	const grow = () => {
		const larger = new Uint8Array(states.length * 2);
		larger.set(states);
		states = larger;
	};

	const rehash = () => {
		places = new Int32Array(places.length * 2);
		for (let number = 0; number < count; number += 1) {
			places[find(states.subarray(number * size, (number + 1) * size))] = number + 1;
		}
	};

	return {
		get count() {
			return count;
		},
		add(state) {
			const place = find(state);
			if (places[place] !== 0) {
				return false;
			}

			if ((count + 1) * size > states.length) {
				grow();
			}

			states.set(state, count * size);
			count += 1;
			places[place] = count;
			if (count * 2 > places.length) {
				rehash();
			}

			return true;
		},
		read(number, target) {
			target.set(states.subarray(number * size, (number + 1) * size));
		},
	};
}

/** FNV-1a, mixed at the end so that the low bits depend on all. */
function hashOf(state: Uint8Array): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < state.length; i += 1) {
		hash = Math.imul(hash ^ state[i], 0x01000193);
	}

	hash ^= hash >>> 15;
	return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
