# Finds xsimd -> helios_deps::xsimd, which carries its include folder and nothing else: the target
# of Debian 12's own package also links a library xtl that does not exist.
find_path(HeliosXsimd_INCLUDE_DIR xsimd/xsimd.hpp)
mark_as_advanced(HeliosXsimd_INCLUDE_DIR)

if(HeliosXsimd_INCLUDE_DIR)
  file(STRINGS "${HeliosXsimd_INCLUDE_DIR}/xsimd/config/xsimd_config.hpp" lines
       REGEX "define XSIMD_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
  string(REGEX REPLACE "[^0-9;]" "" HeliosXsimd_VERSION "${lines}")
  list(JOIN HeliosXsimd_VERSION "." HeliosXsimd_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HeliosXsimd REQUIRED_VARS HeliosXsimd_INCLUDE_DIR
                                  VERSION_VAR HeliosXsimd_VERSION)

if(HeliosXsimd_FOUND AND NOT TARGET helios_deps::xsimd)
  add_library(helios_deps::xsimd INTERFACE IMPORTED GLOBAL)
  target_include_directories(helios_deps::xsimd SYSTEM INTERFACE "${HeliosXsimd_INCLUDE_DIR}")
endif()
