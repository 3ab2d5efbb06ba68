# What is installed, where, and how it becomes a .deb. Included last, when every target is known; `packaging/deb` runs it.
include(GNUInstallDirs)
set(app_id org.bulkhead.Bulkhead)
set(prepared ${CMAKE_BINARY_DIR}/packaging)
set(BULKHEAD_RELEASED 2026-11-24)

foreach(program bulkhead bulkheadctl)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME)
  endif()
endforeach()

# The data that the programs look for in ../share/bulkhead beside them. Icons and translations are compiled in.
foreach(kind playbooks imports regimes holidays templates rules indicators mappings demo)
  if(IS_DIRECTORY ${CMAKE_SOURCE_DIR}/resources/${kind})
    install(DIRECTORY ${CMAKE_SOURCE_DIR}/resources/${kind} DESTINATION ${CMAKE_INSTALL_DATADIR}/bulkhead
            PATTERN CMakeLists.txt EXCLUDE)
  endif()
endforeach()

# bulkhead_compressed(PAGE DESTINATION): compresses a file of the build tree, without name or time, and installs it.
find_program(BULKHEAD_GZIP gzip REQUIRED)
function(bulkhead_compressed page destination)
  cmake_path(GET page FILENAME name)
  add_custom_command(OUTPUT ${prepared}/${name}.gz
                     COMMAND ${BULKHEAD_GZIP} -9 -n -c ${page} > ${prepared}/${name}.gz
                     DEPENDS ${page} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY bulkhead_documents ${prepared}/${name}.gz)
  install(FILES ${prepared}/${name}.gz DESTINATION ${destination})
endfunction()

# The manual page and the shell completions of bulkheadctl are written by bulkheadctl itself, from its own help.
function(bulkhead_said_by_ctl file destination)
  add_custom_command(OUTPUT ${prepared}/${file}
                     COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C.UTF-8 $<TARGET_FILE:bulkheadctl> help ${ARGN} > ${prepared}/${file}
                     DEPENDS bulkheadctl VERBATIM)
  set_property(GLOBAL APPEND PROPERTY bulkhead_documents ${prepared}/${file})
  if(destination)
    install(FILES ${prepared}/${file} DESTINATION ${destination})
  endif()
endfunction()

file(MAKE_DIRECTORY ${prepared})
bulkhead_compressed(${CMAKE_SOURCE_DIR}/packaging/changelog ${CMAKE_INSTALL_DATADIR}/doc/bulkhead)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/bulkhead)
if(TARGET bulkhead)
  configure_file(${CMAKE_SOURCE_DIR}/packaging/${app_id}.metainfo.xml.in ${prepared}/${app_id}.metainfo.xml @ONLY)
  configure_file(${CMAKE_SOURCE_DIR}/packaging/man/bulkhead.1.in ${prepared}/bulkhead.1 @ONLY)
  install(FILES ${prepared}/${app_id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/${app_id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/icons/bulkhead.svg RENAME ${app_id}.svg
          DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
  bulkhead_compressed(${prepared}/bulkhead.1 ${CMAKE_INSTALL_MANDIR}/man1)
endif()
if(TARGET bulkheadctl)
  bulkhead_said_by_ctl(bulkheadctl.1 "" --man)
  bulkhead_compressed(${prepared}/bulkheadctl.1 ${CMAKE_INSTALL_MANDIR}/man1)
  bulkhead_said_by_ctl(bulkheadctl ${CMAKE_INSTALL_DATADIR}/bash-completion/completions --completion bash)
  bulkhead_said_by_ctl(_bulkheadctl ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions --completion zsh)
  bulkhead_said_by_ctl(bulkheadctl.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d --completion fish)
endif()
get_property(documents GLOBAL PROPERTY bulkhead_documents)
add_custom_target(documents ALL DEPENDS ${documents})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bulkhead)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR "The Bulkhead project")
set(CPACK_PACKAGE_CONTACT "The Bulkhead project <packages@bulkhead.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "incident command console for leaks of synthetic data")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Bulkhead says of each row of a leaked file whether it is synthetic, production,\n\
mixed or unknown, with the reasons, and runs the response around the answer:\n\
incidents with playbooks, tasks by role, clocks, a timeline, evidence with its\n\
chain of custody, and decisions. Everything is kept in an encrypted vault.\n\
.\n\
The sources are under Apache-2.0; this package links Qt Charts and is conveyed\n\
under GPL-3.0.")
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6svg6")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, poppler-utils, fonts-dejavu-core | fonts-noto-core, hunspell-en-us | hunspell-dictionary, hunspell-de-de | hunspell-dictionary")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)
include(CPack)
