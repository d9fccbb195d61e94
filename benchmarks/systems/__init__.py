"""What is measured: Ashen and its peers, behind one contract, all given exactly the same videos and queries."""
