# Precompiled headers shared between targets: half of a clean build is reading the same headers. Each is made by a target of its own with the
# fewest definitions: the compiler refuses one made with a macro that its user lacks, or whose text looked at a macro that its user has.
#   w2v_precompiled          rooms without Qt       core/base/CorePch.h
#   w2v_precompiled_tests    tests without a window tests/support/TestPch.h
#   w2v_precompiled_window   ui and its tests       ui/theme/WindowPch.h
# core/nn has its own (core/nn/TorchPch.h), which its tests use too.
function(w2v_make_precompiled name header)
  file(WRITE "${CMAKE_BINARY_DIR}/${name}.cpp" "// Holds the precompiled header.\n")
  add_library(${name} OBJECT "${CMAKE_BINARY_DIR}/${name}.cpp")
  set_target_properties(${name} PROPERTIES AUTOMOC OFF)
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE nlohmann_json::nlohmann_json Eigen3::Eigen fmt::fmt ${ARGN})
  target_precompile_headers(${name} PRIVATE "${CMAKE_SOURCE_DIR}/${header}")
endfunction()

if(W2V_PRECOMPILE)
  w2v_make_precompiled(w2v_precompiled core/base/CorePch.h)
  if(W2V_BUILD_TESTS)
    w2v_make_precompiled(w2v_precompiled_tests tests/support/TestPch.h Qt6::Core)
  endif()
  if(W2V_BUILD_UI)
    w2v_make_precompiled(w2v_precompiled_window ui/theme/WindowPch.h Qt6::Widgets)
  endif()
endif()

# w2v_precompile(<target> <maker>): the target's files start from the header that <maker> holds; nothing unless W2V_PRECOMPILE.
function(w2v_precompile target maker)
  if(NOT W2V_PRECOMPILE)
    return()
  endif()
  target_precompile_headers(${target} REUSE_FROM ${maker})
  if(maker MATCHES "^w2v_precompiled")
    # The header has seen fmt, so every user says how fmt is linked, also those that do not use it.
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)
  endif()
endfunction()
