# Configures, builds and runs project/, which knows helios only as its users do.
#
#   how   find_package: helios is installed into a fresh prefix first
#         fetch_content: FetchContent takes the source tree; nothing is downloaded
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "failed (${result}): ${command}")
  endif()
endfunction()

file(REMOVE_RECURSE "${work}")
string(TOUPPER "${type}" upper_type)
# What a package shows does not depend on optimisation, which is most of the time it takes to build.
set(arguments "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_BUILD_TYPE=${type}"
              "-DCMAKE_CXX_FLAGS_${upper_type}=-O0 -DNDEBUG"
              "-DCMAKE_CXX_COMPILER=${compiler}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${launcher}")
if(how STREQUAL "find_package")
  run("${CMAKE_COMMAND}" --install "${helios_build}" --prefix "${work}/prefix")
  list(APPEND arguments "-DCMAKE_PREFIX_PATH=${work}/prefix")
else()
  list(APPEND arguments "-DFETCHCONTENT_SOURCE_DIR_HELIOS=${helios}"
                        -DFETCHCONTENT_FULLY_DISCONNECTED=ON -DFETCH_HELIOS=ON)
endif()

run("${CMAKE_COMMAND}" -G "${generator}" -S "${CMAKE_CURRENT_LIST_DIR}/project" -B "${work}/build"
    ${arguments})
run("${CMAKE_COMMAND}" --build "${work}/build")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${work}/build" --output-on-failure)
