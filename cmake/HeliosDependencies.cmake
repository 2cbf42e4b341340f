# The libraries helios stands on, each found once.
#
#   helios_linked               targets that helios::helios links
#   helios_find_dependencies    the same as calls of find_dependency, for the installed package:
#                               what helios was configured with is what its users need
#
# A dependency becomes REQUIRED with the first header that includes it.

# For programs above helios in an add_subdirectory tree, which link these targets through helios.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL TRUE)

macro(helios_depends need target package)
  find_package(${package} ${ARGN} QUIET)
  if(${package}_FOUND)
    list(APPEND helios_linked ${target})
    string(JOIN " " helios_depends_call ${package} ${ARGN})
    string(APPEND helios_find_dependencies "find_dependency(${helios_depends_call})\n")
  elseif("${need}" STREQUAL "REQUIRED")
    message(FATAL_ERROR "helios needs ${package} ${ARGN}; on Debian tools/deps installs it.")
  endif()
endmacro()

set(helios_linked)
set(helios_find_dependencies)
helios_depends(REQUIRED Threads::Threads Threads)
helios_depends(REQUIRED helios_deps::xxhash HeliosXxhash 0.8)
helios_depends(OPTIONAL Boost::headers Boost 1.81 CONFIG)
# Without a version: range-v3's package accepts only its own, to the last digit.
helios_depends(OPTIONAL range-v3::range-v3 range-v3 CONFIG)
helios_depends(OPTIONAL helios_deps::xsimd HeliosXsimd 8.1)
helios_depends(OPTIONAL helios_deps::botan HeliosBotan 2.19)
message(STATUS "helios links ${helios_linked}")
