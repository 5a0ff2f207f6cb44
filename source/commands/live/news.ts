/** News of what feeds a program that grows, for everybody who listens. */

/** How it goes: ui/state/feed.ts has the same, for the screen. */
export type FeedState = {
	readonly isOpen: boolean;
	readonly behindBytes: number;
	readonly share?: number;
	readonly stopped?: string;
};

export type News = {
	readonly state: FeedState;
	tell(news: Partial<FeedState>): void;
	/** Calls the listener with every news, and with how it is now. Returns how to end that. */
	subscribe(listener: (state: FeedState) => void): () => void;
};

export function createNews(start: Partial<FeedState> = {}): News {
	const listeners = new Set<(state: FeedState) => void>();
	let state: FeedState = {isOpen: true, behindBytes: 0, ...start};
	return {
		get state() {
			return state;
		},
		tell(news) {
			state = {...state, ...news};
			for (const listener of listeners) {
				listener(state);
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			listener(state);
			return () => listeners.delete(listener);
		},
	};
}
