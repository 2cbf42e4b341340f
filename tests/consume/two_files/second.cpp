// tests/consume/two_files/second.cpp -- see first.cpp
#include <helios/helios.hpp>

std::uint64_t checksum_in_second(helios::byte_view data) { return helios::checksum(data, 7); }
