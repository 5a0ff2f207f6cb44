/** Memory for costly answers: each owner's last answer is kept while all that it was made from is the same. */

/** The answer that `make` gave last for an owner, as long as `parts` are those of that time; it goes when the owner goes. */
export type Memo<Answer> = (owner: object, parts: readonly unknown[], make: () => Answer) => Answer;

export function memo<Answer>(): Memo<Answer> {
	const kept = new WeakMap<object, {readonly parts: readonly unknown[]; readonly answer: Answer}>();
	return (owner, parts, make) => {
		const known = kept.get(owner);
		if (known?.parts.every((part, i) => part === parts[i])) {
			return known.answer;
		}

		const answer = make();
		kept.set(owner, {parts, answer});
		return answer;
	};
}
