# w2v_add_shaders(<target> <shader>...): compiles GLSL to SPIR-V C arrays `k<Name><Stage>Spirv`-style includes
# named <file>.spv.inc in the target's binary directory, to be #included as the initialiser of a uint32_t array.
function(w2v_add_shaders target)
  set(outputs)
  foreach(shader IN LISTS ARGN)
    get_filename_component(name "${shader}" NAME)
    set(out "${CMAKE_CURRENT_BINARY_DIR}/shaders/${name}.spv.inc")
    add_custom_command(OUTPUT "${out}"
      COMMAND ${CMAKE_COMMAND} -E make_directory "${CMAKE_CURRENT_BINARY_DIR}/shaders"
      COMMAND Vulkan::glslc --target-env=vulkan1.3 -O -mfmt=num -o "${out}" "${CMAKE_CURRENT_SOURCE_DIR}/${shader}"
      DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${shader}" VERBATIM)
    list(APPEND outputs "${out}")
  endforeach()
  target_sources(${target} PRIVATE ${outputs})
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/shaders")
endfunction()
