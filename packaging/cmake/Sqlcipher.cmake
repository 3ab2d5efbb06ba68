# SQLCipher as one static target, `sqlcipher`.
#
# A system SQLCipher >= 4.6 is used where there is one. Otherwise the amalgamation comes out of a pinned npm package,
# fetched by name with npm itself and checked against its SHA-512 before anything of it is used; nothing is committed.
include(NpmPackage)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SystemSqlcipher QUIET IMPORTED_TARGET sqlcipher>=4.6)
if(SystemSqlcipher_FOUND)
  add_library(sqlcipher INTERFACE)
  target_link_libraries(sqlcipher INTERFACE PkgConfig::SystemSqlcipher)
  return()
endif()

bulkhead_npm_package(sqlcipher_dir "@journeyapps/sqlcipher@6.0.0" journeyapps-sqlcipher-6.0.0.tgz
  626592408478727bfee4bdfc9582684bf74817ff9b11905a0020136de4f2ab85ca8cc1dcc5d22516712504b888a9af6bc2c78e222988623b9d80e382a2fb9ddd)
set(sqlcipher_dir ${sqlcipher_dir}/deps/sqlcipher-amalgamation)

find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)
add_library(sqlcipher STATIC ${CMAKE_CURRENT_LIST_DIR}/sqlcipher.c)
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/sqlcipher.c PROPERTIES OBJECT_DEPENDS ${sqlcipher_dir}/sqlite3.c)
target_include_directories(sqlcipher SYSTEM PUBLIC ${sqlcipher_dir})
target_compile_options(sqlcipher PRIVATE -O2 -w)
target_compile_definitions(sqlcipher PUBLIC SQLITE_HAS_CODEC
  PRIVATE HAVE_STDINT_H=1 HAVE_USLEEP=1 HAVE_FDATASYNC=1 SQLITE_TEMP_STORE=3 SQLCIPHER_CRYPTO_OPENSSL
          SQLITE_EXTRA_INIT=bulkhead_sqlcipher_init SQLITE_EXTRA_SHUTDOWN=sqlcipher_extra_shutdown
          SQLITE_THREADSAFE=1 SQLITE_ENABLE_FTS5 SQLITE_DQS=0 SQLITE_OMIT_SHARED_CACHE
          SQLITE_OMIT_LOAD_EXTENSION SQLITE_MAX_ATTACHED=125)
target_link_libraries(sqlcipher PUBLIC OpenSSL::Crypto Threads::Threads ${CMAKE_DL_LIBS} m)
