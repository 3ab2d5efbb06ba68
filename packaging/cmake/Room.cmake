include(Layers)
include(Moc)

# A room is a folder with a target of its own that links exactly what it may use.
#
#   bulkhead_room(LINK models_journal Qt6::Gui [PCH_FROM target | PCH header...])
#
# called in models/incident makes the static library models_incident out of every source below that folder.
function(bulkhead_room)
  cmake_parse_arguments(ROOM "" "PCH_FROM" "LINK;PRIVATE_LINK;PCH" ${ARGN})
  file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  bulkhead_check_links(${name} ${ROOM_LINK} ${ROOM_PRIVATE_LINK})
  string(REPLACE "/" "_" name ${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_library(${name} STATIC ${sources})
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${BULKHEAD_UNITY} UNITY_BUILD_BATCH_SIZE 12)
  bulkhead_moc(${name} ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${BULKHEAD_WARNINGS})
  target_link_libraries(${name} PUBLIC ${ROOM_LINK} PRIVATE ${ROOM_PRIVATE_LINK})
  if(ROOM_PCH)
    target_precompile_headers(${name} PRIVATE ${ROOM_PCH})
  elseif(ROOM_PCH_FROM)
    target_precompile_headers(${name} REUSE_FROM ${ROOM_PCH_FROM})
  endif()
endfunction()

# bulkhead_test(tst_name LINK targets... [GUI] [LABELS l...] [TIMEOUT s]) builds tst_name.cpp of the calling folder.
function(bulkhead_test name)
  cmake_parse_arguments(TEST "GUI" "TIMEOUT" "LINK;LABELS" ${ARGN})
  # Moc reads the one source alone: AUTOMOC would read all of Qt's headers again for every test.
  set(moc ${CMAKE_CURRENT_BINARY_DIR}/${name}_moc/${name}.moc)
  add_custom_command(
    OUTPUT ${moc}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/${name}_moc
    COMMAND Qt6::moc -o ${moc} ${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp
    DEPENDS ${name}.cpp)
  add_executable(${name} ${name}.cpp ${moc})
  set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}_moc)
  target_compile_options(${name} PRIVATE ${BULKHEAD_WARNINGS} ${BULKHEAD_TEST_OPTIMISATION})
  target_compile_definitions(${name} PRIVATE BULKHEAD_SOURCE_DIR="${CMAKE_SOURCE_DIR}" BULKHEAD_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${TEST_LINK} tests_qttest)
  if(TEST_GUI)
    target_precompile_headers(${name} REUSE_FROM tests_gui_pch)
  else()
    target_precompile_headers(${name} REUSE_FROM tests_pch)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}"
                       ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC")
endfunction()
