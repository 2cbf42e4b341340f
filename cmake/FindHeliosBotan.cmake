# Finds Botan 3 or 2 -> helios_deps::botan.
#
# Botan 3.3 and later bring a CMake package whose name and target were spelled in several ways over
# time and by package managers; older ones, Debian 12's 2.19 among them, have pkg-config files only.
set(HeliosBotan_VERSION)
set(botan_target)

foreach(package Botan botan)
  find_package(${package} CONFIG QUIET)
  if(${package}_FOUND AND NOT botan_target)
    set(HeliosBotan_VERSION "${${package}_VERSION}")
    foreach(candidate Botan::Botan Botan::Botan-static botan::botan Botan::botan)
      if(TARGET ${candidate} AND NOT botan_target)
        set(botan_target ${candidate})
      endif()
    endforeach()
  endif()
endforeach()

if(NOT botan_target)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    foreach(module botan-3 botan-2)
      if(NOT botan_target)
        pkg_check_modules(helios_${module} QUIET IMPORTED_TARGET GLOBAL ${module})
        if(helios_${module}_FOUND)
          set(botan_target PkgConfig::helios_${module})
          set(HeliosBotan_VERSION "${helios_${module}_VERSION}")
        endif()
      endif()
    endforeach()
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HeliosBotan REQUIRED_VARS botan_target
                                  VERSION_VAR HeliosBotan_VERSION)

if(HeliosBotan_FOUND AND NOT TARGET helios_deps::botan)
  add_library(helios_deps::botan INTERFACE IMPORTED GLOBAL)
  target_link_libraries(helios_deps::botan INTERFACE ${botan_target})
endif()
