# Fails the build when a room includes what its floor forbids (see ARCHITECTURE.md, "Floors").
add_custom_target(w2v_floors ALL
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -P "${CMAKE_SOURCE_DIR}/cmake/CheckFloors.cmake"
  COMMENT "Checking the floors" VERBATIM)
