"""What only notebooks and labs use: pictures, and the published texts that they examine."""
