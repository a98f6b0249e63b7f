# LibTorch on a reference BLAS is about 25 times slower than on OpenBLAS; a build machine without OpenBLAS is a mistake.
find_library(W2V_OPENBLAS NAMES openblas PATH_SUFFIXES openblas-pthread openblas-openmp openblas-serial)
if(NOT W2V_OPENBLAS)
  message(FATAL_ERROR "OpenBLAS was not found. LibTorch would run on a reference BLAS, about 25 times slower. "
                      "Install it (Debian: apt install libopenblas-dev) and configure again.")
endif()
