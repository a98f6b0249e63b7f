# Compiler launcher, linker, warnings and sanitizers, shared by every target.
find_program(W2V_CCACHE ccache)
if(W2V_CCACHE)
  # Worktrees and clones of the project share cached objects: paths are made relative, the directory is not hashed.
  # An object that compiled with no warning is the same with and without -Werror, so presets share it.
  # CMake includes precompiled headers by their whole path, which ccache follows into the checkout that made them: they must name no
  # header of the project, or another checkout gets old declarations.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_IGNOREOPTIONS=-Werror
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${W2V_CCACHE})
endif()
find_program(W2V_MOLD mold)
if(W2V_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(W2V_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess) # ccache needs it to see through precompiled headers
endif()
add_compile_options(-Wall -Wextra)
if(W2V_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC forgets that what it reads from a precompiled header is a system header, and so reports its false alarms inside std::string. Builds
  # without one (the presets dev and asan) keep these warnings.
  add_compile_options(-Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(W2V_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-subobject-linkage) # takes an included .cpp for a header
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wshadow=local)
endif()
add_compile_options(-Wnon-virtual-dtor -Wno-psabi)
if(W2V_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()
if(W2V_SANITIZE)
  add_compile_options(-fsanitize=${W2V_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${W2V_SANITIZE})
endif()
if(W2V_BUILD_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link) # the fuzzer sees what the libraries reach, not only its own target
endif()
