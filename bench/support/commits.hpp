// What a commit waits for.
#pragma once

#include <cstdint>

namespace helios::bench {

enum class commits : std::uint8_t {
  durable,   // the disk: helios durability::full, SQLite synchronous=FULL, LMDB's default
  unsynced,  // nothing: helios durability::off, SQLite synchronous=OFF, LMDB MDB_NOSYNC
};

}  // namespace helios::bench
