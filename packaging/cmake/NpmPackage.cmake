# Pinned npm packages: fetched by name with npm itself, checked against their SHA-512 before anything of them is used;
# nothing is committed.
set(BULKHEAD_DOWNLOADS "${CMAKE_BINARY_DIR}/downloads" CACHE PATH "Where pinned source packages are kept")

# Sets `variable` to the folder of the unpacked package.
function(bulkhead_npm_package variable package archive_name sha512)
  set(archive ${BULKHEAD_DOWNLOADS}/${archive_name})
  if(NOT EXISTS ${archive})
    find_program(BULKHEAD_NPM npm REQUIRED)
    file(MAKE_DIRECTORY ${BULKHEAD_DOWNLOADS})
    message(STATUS "Fetching ${package}")
    execute_process(COMMAND ${BULKHEAD_NPM} pack --loglevel=error --update-notifier=false ${package}
                    WORKING_DIRECTORY ${BULKHEAD_DOWNLOADS} TIMEOUT 600
                    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE npm_said)
    if(failed)
      message(FATAL_ERROR "npm could not fetch ${package}. Is the network up and the registry configured? "
                          "npm said:\n${npm_said}")
    endif()
  endif()
  file(SHA512 ${archive} found)
  if(NOT found STREQUAL sha512)
    file(REMOVE ${archive})
    message(FATAL_ERROR "${archive_name} has SHA-512 ${found}, expected ${sha512}. "
                        "It was removed and nothing of it was used.")
  endif()
  set(folder ${CMAKE_BINARY_DIR}/npm/${archive_name})
  if(NOT EXISTS ${folder}/package/package.json)
    file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${folder})
  endif()
  set(${variable} ${folder}/package PARENT_SCOPE)
endfunction()
