# Finds xxHash as a header (helios compiles it inline) -> helios_deps::xxhash.
find_path(HeliosXxhash_INCLUDE_DIR xxhash.h)
mark_as_advanced(HeliosXxhash_INCLUDE_DIR)

if(HeliosXxhash_INCLUDE_DIR)
  file(STRINGS "${HeliosXxhash_INCLUDE_DIR}/xxhash.h" lines
       REGEX "define XXH_VERSION_(MAJOR|MINOR|RELEASE) +[0-9]+")
  string(REGEX REPLACE "[^0-9;]" "" HeliosXxhash_VERSION "${lines}")
  list(JOIN HeliosXxhash_VERSION "." HeliosXxhash_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HeliosXxhash REQUIRED_VARS HeliosXxhash_INCLUDE_DIR
                                  VERSION_VAR HeliosXxhash_VERSION)

if(HeliosXxhash_FOUND AND NOT TARGET helios_deps::xxhash)
  add_library(helios_deps::xxhash INTERFACE IMPORTED GLOBAL)
  target_include_directories(helios_deps::xxhash SYSTEM INTERFACE "${HeliosXxhash_INCLUDE_DIR}")
endif()
