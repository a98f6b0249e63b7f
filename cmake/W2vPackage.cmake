# `cmake --install` and `cpack` (a Debian package, in the build folder). The worker must stay beside the window.
include(GNUInstallDirs)
foreach(program w2v w2v-worker w2v-workbench)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/world2vlm-workbench RENAME copyright)
install(FILES README.md CHANGELOG.md docs/user-guide.md docs/formats.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/world2vlm-workbench)
if(TARGET w2v-workbench)
  install(FILES packaging/world2vlm-workbench.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES resources/icons/app.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps
          RENAME world2vlm-workbench.svg)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME world2vlm-workbench)
set(CPACK_PACKAGE_VENDOR "World2VLM Workbench")
set(CPACK_PACKAGE_CONTACT "maintainers of the World2VLM Workbench <maintainers@world2vlm-workbench.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "teach a vision-language model to imagine motion in space")
set(CPACK_PACKAGE_DESCRIPTION "Takes a photograph, an RGB-D capture or a 3D room, imagines what a walker would see,
turns those views into checked questions and answers, post-trains a vision-language
model on them and compares it with its untrained self. Window and command line.")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # which packages hold the shared libraries in use
# What no program links directly: a BLAS that is fast, a Vulkan driver, letters for both languages.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libopenblas0, mesa-vulkan-drivers | vulkan-icd")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-core, fonts-noto-cjk, libqt6svg6")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
include(CPack)
