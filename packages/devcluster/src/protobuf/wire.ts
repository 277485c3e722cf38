/** One field of a protobuf message: a number for varints, bytes for everything with a length. */
export interface WireField {
  readonly number: number;
  readonly value: number | bigint | Uint8Array;
}

/** A message that ends in the middle, or has a wire type that is not in use. */
export class WireError extends Error {
  readonly name = 'WireError';
}

/** Splits a protobuf message into its fields, in order. @throws WireError */
export function readFields(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;

  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[position];
      if (byte === undefined) {
        throw new WireError('unexpected end of a protobuf message');
      }
      position += 1;
      // eslint-disable-next-line no-bitwise
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        return value;
      }
    }
    throw new WireError('a varint is too long');
  }

  function take(length: number): Uint8Array {
    if (position + length > bytes.length) {
      throw new WireError('unexpected end of a protobuf message');
    }
    position += length;
    return bytes.subarray(position - length, position);
  }

  while (position < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        fields.push({ number, value: BigInt.asIntN(64, varint()) });
        break;
      case 1:
        take(8);
        fields.push({ number, value: view.getFloat64(position - 8, true) });
        break;
      case 2:
        fields.push({ number, value: take(Number(varint())) });
        break;
      case 5:
        take(4);
        fields.push({ number, value: view.getFloat32(position - 4, true) });
        break;
      default:
        throw new WireError(`wire type ${tag % 8} is not in use`);
    }
  }
  return fields;
}
