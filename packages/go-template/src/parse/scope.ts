interface Variable {
  readonly name: string;
  readonly slot: number;
  /** False in an `else`, where what the other branch declares has no value. */
  isLive: boolean;
}

/**
 * The variables that are visible while a template is parsed. Each
 * declaration gets its own slot, so that execution needs no names.
 */
export class Scope {
  private readonly variables: Variable[] = [
    { name: '$', slot: 0, isLive: true },
  ];
  private slots = 1;

  /** Slots that a frame of this template needs. */
  get size(): number {
    return this.slots;
  }

  declare(name: string): number {
    const slot = this.slots;
    this.slots += 1;
    this.variables.push({ name, slot, isLive: true });
    return slot;
  }

  /** Slot of the innermost variable of that name that has a value. */
  find(name: string): number | undefined {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i];
      if (variable.isLive && variable.name === name) {
        return variable.slot;
      }
    }
    return undefined;
  }

  /** True when the name was declared, even in the other branch, which Go's parser lets pass. */
  knows(name: string): boolean {
    return this.variables.some(variable => variable.name === name);
  }

  /** Ends a branch: what was declared since the mark has no value in its `else`. */
  leaveBranch(mark: number): void {
    for (const variable of this.variables.slice(mark)) {
      variable.isLive = false;
    }
  }

  mark(): number {
    return this.variables.length;
  }

  reset(mark: number): void {
    this.variables.length = mark;
  }
}
