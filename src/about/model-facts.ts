/** What the page says about the model: computed when it is built, so that no number is typed in. */
export interface ModelFacts {
  readonly vectors: VectorFacts;
  readonly programs: readonly ProgramFacts[];
  readonly profiles: readonly NamedFacts[];
  readonly properties: readonly NamedFacts[];
  /** SPTE layouts: a kernel on a CPU each. */
  readonly layouts: number;
  /** Rows of the SPTE state machine. */
  readonly transitions: number;
  readonly limits: readonly LimitFacts[];
}

/** How the engine's bits compare with the outputs of real kernel code that the project carries. */
export interface VectorFacts {
  readonly files: number;
  readonly kernels: readonly string[];
  readonly rows: number;
  readonly mismatches: number;
  readonly unchecked: number;
}

export interface ProgramFacts {
  readonly id: string;
  /** Kernel functions that it models, or the hardware unit. */
  readonly models: string;
  /** Kernel versions it was read from. */
  readonly version: string;
  readonly steps: number;
}

export interface NamedFacts {
  readonly id: string;
  readonly text: string;
}

/** What is not modelled, and what follows from that. */
export interface LimitFacts {
  readonly what: string;
  readonly so: string;
}
