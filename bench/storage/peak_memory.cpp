// The most memory that loading a table and changing a tenth of it takes, in a process of its own.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/lmdb_store.hpp>
#include <bench/support/sqlite_store.hpp>

#include <cstdio>
#include <stdexcept>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace helios::bench {

namespace {

/// In MB. Pages of a mapped file count once they were touched.
template <class Store>
double peak(settings const& s, std::string const& file) {
  std::fflush(nullptr);  // else both processes write what is buffered
  pid_t const child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    try {
      Store store(s.fresh(file), commits::unsynced);
      store.load(s.rows);
      for (std::uint64_t const i : random_places(s.rows / 10, s.rows, 6)) store.update(i, 1);
    } catch (std::exception const& e) {
      std::fprintf(stderr, "%s: %s\n", Store::name, e.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  rusage used{};
  if (::wait4(child, &status, 0, &used) != child || status != 0)
    throw std::runtime_error("peak_memory: a child failed");
  return static_cast<double>(used.ru_maxrss) / 1024;
}

}  // namespace

void peak_memory(settings const& s, figures& out) {
  figure f{.name = "peak memory, load and updates / SQLite",
           .unit = "MB",
           .helios = peak<helios_store>(s, "memory.helios"),
           .peer = peak<sqlite_store>(s, "memory.sqlite"),
           .peer_name = "SQLite"};
  out.add(f);
  f.name = "peak memory, load and updates / LMDB";
  f.peer = peak<lmdb_store>(s, "memory.lmdb");
  f.peer_name = "LMDB";
  out.add(f);
}

}  // namespace helios::bench
