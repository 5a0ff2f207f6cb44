/** What a reducer is: it answers one kind of message with the next model and the effects that it asks for. */
import type {Facts} from '../facts.ts';
import type {Message, Result} from '../message.ts';
import type {Model} from '../model.ts';

export type MessageOf<Type extends Message['type']> = Extract<Message, {readonly type: Type}>;

/** One reducer a kind of message; each file of this folder holds those of one concern. */
export type Reducers<Types extends Message['type'] = Message['type']> = {
	readonly [Type in Types]: (model: Model, message: MessageOf<Type>, facts: Facts) => Result;
};

export function only(model: Model): Result {
	return [model, []];
}

export function withNotice(model: Model, notice: string): Result {
	return [{...model, notice}, []];
}

/** The screen is left; what comes after it is not its concern. */
export function leave(model: Model): Result {
	return [{...model, isQuitting: true, isPlaying: false}, [{type: 'quit'}]];
}
