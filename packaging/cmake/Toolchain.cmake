# Compiler, linker and warnings for every room.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(BULKHEAD_CCACHE ccache)
if(BULKHEAD_CCACHE)
  # Precompiled headers are only cached with these two kinds of sloppiness. What a source includes is taken from the
  # compiler, so that a first build does not preprocess everything twice.
  set(BULKHEAD_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${BULKHEAD_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${BULKHEAD_LAUNCHER})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${BULKHEAD_LAUNCHER})
endif()

find_program(BULKHEAD_MOLD mold)
if(BULKHEAD_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_definitions(QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS
                        QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
                        QT_DISABLE_DEPRECATED_BEFORE=0x060400 BULKHEAD_VERSION="${PROJECT_VERSION}")
add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
add_compile_options(-fstack-protector-strong)
add_compile_definitions($<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
add_link_options(-Wl,-z,relro,-z,now)

if(BULKHEAD_SANITIZE)
  add_compile_options(-fsanitize=${BULKHEAD_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BULKHEAD_SANITIZE})
endif()

set(BULKHEAD_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor)
if(BULKHEAD_WERROR)
  list(APPEND BULKHEAD_WARNINGS -Werror)
endif()

# What is tested is compiled as it is shipped. The tests' own sources run once, and to compile them is what takes long.
set(BULKHEAD_TEST_OPTIMISATION $<$<CONFIG:Release>:-O1>)
