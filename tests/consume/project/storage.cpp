#include <helios/storage/storage.hpp>

#include <cstdio>

int main() {
  helios::storage::memory_vfs world;
  auto const log = helios::storage::log::create(world, "t");
  std::printf("a file of %llu bytes\n", static_cast<unsigned long long>(log->source().first()));
}
