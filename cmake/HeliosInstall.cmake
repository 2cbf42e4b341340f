# Installs the headers, the compiled form and the package that find_package(helios) reads.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/helios")

install(DIRECTORY include/helios DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp" PATTERN "*.def")
install(TARGETS helios helios_compiled EXPORT heliosTargets)
install(EXPORT heliosTargets NAMESPACE helios:: DESTINATION "${package_dir}")

configure_package_config_file(cmake/heliosConfig.cmake.in "${PROJECT_BINARY_DIR}/heliosConfig.cmake"
                              INSTALL_DESTINATION "${package_dir}")
# Before 1.0 a minor version may break its users.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/heliosConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/heliosConfig.cmake"
              "${PROJECT_BINARY_DIR}/heliosConfigVersion.cmake"
              cmake/FindHeliosXxhash.cmake cmake/FindHeliosXsimd.cmake cmake/FindHeliosBotan.cmake
        DESTINATION "${package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
