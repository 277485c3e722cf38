interface Variable {
  readonly name: string;
  readonly slot: number;
}

/**
 * The variables that are visible while a template is parsed. Each
 * declaration gets its own slot, so that execution needs no names.
 */
export class Scope {
  private readonly variables: Variable[] = [{ name: '$', slot: 0 }];
  private slots = 1;

  /** Slots that a frame of this template needs. */
  get size(): number {
    return this.slots;
  }

  declare(name: string): number {
    const slot = this.slots;
    this.slots += 1;
    this.variables.push({ name, slot });
    return slot;
  }

  /** Slot of the innermost variable of that name. */
  find(name: string): number | undefined {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      if (this.variables[i].name === name) {
        return this.variables[i].slot;
      }
    }
    return undefined;
  }

  mark(): number {
    return this.variables.length;
  }

  reset(mark: number): void {
    this.variables.length = mark;
  }
}
