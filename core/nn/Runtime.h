#pragma once
#include <string>

namespace w2v {

/// LibTorch's OpenMP reads its environment when the library is loaded, before main(), and spins by default: beside OpenBLAS'
/// own threads that makes training several times slower. OpenBLAS reads its own then, and takes kernels of 2004 for a processor newer than
/// itself: products at a seventh of their rate. Sets what is missing (OMP_WAIT_POLICY, GOMP_SPINCOUNT, and OPENBLAS_CORETYPE where
/// OpenBLAS chose kernels without AVX2 on a processor that has it) and starts the program again in place, once. Call it first in main()
/// of every program that links core/nn; it does nothing when the environment is right already.
void ensureTorchEnvironment(char** argv);

/// Threads that one tensor operation started by the calling thread may use; OpenBLAS, whose setting is global, follows.
/// LibTorch itself starts with half the processors.
void setTorchThreads(int threads);

/// Processors this process may run on.
int availableProcessors();

/// Float32 matrix products of 1024 x 1024 in GFLOP/s with the calling thread's setting: what this machine can do at best.
/// Takes about a tenth of a second; measured once, then remembered.
double matrixProductRate();

struct BlasReport {
    double gigaflops = 0; ///< float32 matrix product on one thread
    bool slow = false;
    std::string warning;  ///< for people; empty when all is well
};

/// Multiplies two small matrices (a few milliseconds): a reference BLAS is about 25 times slower than OpenBLAS.
BlasReport checkBlas();

} // namespace w2v
