#pragma once

// COPPICE_MULTIVERSION before a function definition compiles its body for several widths of SIMD
// and picks one when the program is loaded. The body must give the same bits at any width: no
// reductions over floating point, and (-ffp-contract=off) no fused multiply-add.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define COPPICE_MULTIVERSION __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define COPPICE_MULTIVERSION
#endif
